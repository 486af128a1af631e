import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { Check, LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { initials } from "@/design/initials";
import { useMe } from "./permissions";
import { signOut, switchTenant } from "./session";
import classes from "./Shell.module.css";
import { finishWaiting } from "./undo";
import { useRoleName } from "./words";

const icon = { size: 16, strokeWidth: 1.7, "aria-hidden": true } as const;
const schemes = [["auto", Monitor], ["light", Sun], ["dark", Moon]] as const;

export function PersonMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const router = useRouter();
  const roleName = useRoleName();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const words = { auto: t("app.menu.themeAuto"), light: t("app.menu.themeLight"), dark: t("app.menu.themeDark") };
  const others = me?.tenants.filter((tenant) => tenant.id !== me.tenant.id) ?? [];

  async function leave() {
    await finishWaiting();
    await signOut();
    await navigate({ to: "/sign-in" });
  }

  async function change(tenantId: string) {
    await finishWaiting();
    await switchTenant(tenantId);
    await navigate({ to: "/inbox" });
    await router.invalidate();
  }

  return (
    <Menu position="right-end" offset={10} width={230}>
      <Menu.Target>
        <UnstyledButton className={classes.me}>
          <span className="visually-hidden">{me ? `${t("app.nav.you")}: ${me.user.name || me.user.email}` : t("app.nav.you")}</span>
          <span className={classes.meInitials} aria-hidden>{initials(me?.user.name || me?.user.email || "")}</span>
          <span className={classes.railText} aria-hidden>{t("app.nav.you")}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {me && (
          <div className={classes.who}>
            <strong>{me.user.name || me.user.email}</strong>
            <span>{me.tenant.name} · {roleName(me.role)}</span>
          </div>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<UserRound {...icon} />} onClick={() => void navigate({ to: "/settings/profile" })}>{t("app.menu.security")}</Menu.Item>
        {others.length > 0 && <Menu.Label>{t("app.menu.tenants")}</Menu.Label>}
        {others.map((tenant) => (
          <Menu.Item key={tenant.id} onClick={() => void change(tenant.id)}>{tenant.name}</Menu.Item>
        ))}
        <Menu.Label>{t("app.menu.theme")}</Menu.Label>
        {schemes.map(([scheme, Icon]) => (
          <Menu.Item
            key={scheme} closeMenuOnClick={false} leftSection={<Icon {...icon} />} onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme ? <Check {...icon} /> : null} aria-current={colorScheme === scheme}
          >
            {words[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut {...icon} />} onClick={() => void leave()}>{t("app.menu.signOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
