/** The only place for colors and sizes: tokens, light and dark, and the Mantine theme made of them. */
import {
  type CSSVariablesResolver,
  type MantineColorsTuple,
  createTheme,
  defaultVariantColorsResolver,
} from "@mantine/core";
import { componentDefaults } from "./components";

interface Tokens {
  [name: string]: string;
}

const light: Tokens = {
  ground: "#f7f7f5", panel: "#ffffff", sunken: "#f1f1ee", line: "#e4e4df",
  text: "#1d1f1e", soft: "#5f6461", faint: "#6f7572",
  accent: "#0f766e", "accent-hover": "#0c655e", "accent-ground": "#e3f1ef", "accent-line": "#b9dcd7", "on-accent": "#ffffff",
  waiting: "#a15c00", "waiting-ground": "#fdf0dd", wrong: "#b3261e", "wrong-hover": "#97201a", "wrong-ground": "#fbeae8",
  "on-wrong": "#ffffff", well: "#1a7f4b", "well-ground": "#ecf7f0",
  machine: "#5b3fb5", "machine-ground": "#efeafc", note: "#fdf4dc", "note-line": "#ecd9a0",
  bubble: "#ffffff", mine: "#e3f1ef", "control-line": "#85908b", shadow: "0 8px 30px rgba(20, 20, 18, 0.12)",
};

const dark: Tokens = {
  ground: "#141615", panel: "#1a1d1c", sunken: "#202423", line: "#2b302e",
  text: "#e9ebea", soft: "#a4aaa7", faint: "#8b918e",
  accent: "#4fb8ac", "accent-hover": "#65c5ba", "accent-ground": "#17312e", "accent-line": "#28514c", "on-accent": "#0c1a18",
  waiting: "#e5a94f", "waiting-ground": "#2e2413", wrong: "#f2867f", "wrong-hover": "#f59c96", "wrong-ground": "#3a1f1d",
  "on-wrong": "#2a0f0d", well: "#5fc48f", "well-ground": "#16301f",
  machine: "#b7a3f5", "machine-ground": "#241f36", note: "#2d2816", "note-line": "#4a4120",
  bubble: "#222726", mine: "#17312e", "control-line": "#6b7370", shadow: "0 8px 30px rgba(0, 0, 0, 0.5)",
};

/** Avatars: quiet grounds with dark initials, the same in light and dark. */
export const avatarGrounds = ["#f0c9b0", "#cfe0c3", "#d5cdf2", "#f3dd9e", "#bcdde0", "#e6c6d3", "#d9d9d2", "#c9d6ee"] as const;
/** Scanners want dark on white, whatever the theme. */
export const qrColors = { ground: "#ffffff", ink: "#000000" } as const;

export const avatarText = "#2b2b28";

const accent: MantineColorsTuple = [
  "#e3f1ef", "#cfe6e3", "#b9dcd7", "#8cc7c0", "#5fb1a8", "#4fb8ac", "#2a8f86", "#0f766e", "#0c655e", "#0a514b",
];
const wrong: MantineColorsTuple = [
  "#fbeae8", "#f6d3d0", "#f0b4af", "#f2867f", "#e2675f", "#d04a42", "#c0362e", "#b3261e", "#97201a", "#7a1a15",
];

function mantineVariables(tokens: Tokens): Record<string, string> {
  const t = (name: string) => tokens[name] ?? "";
  return {
    ...Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--wp-${name}`, value])),
    "--mantine-color-body": t("panel"),
    "--mantine-color-text": t("text"),
    "--mantine-color-dimmed": t("soft"),
    "--mantine-color-placeholder": t("faint"),
    "--mantine-color-error": t("wrong"),
    "--mantine-color-anchor": t("accent"),
    "--mantine-color-bright": t("text"),
    "--mantine-color-default": t("panel"),
    "--mantine-color-default-hover": t("sunken"),
    "--mantine-color-default-color": t("text"),
    "--mantine-color-default-border": t("line"),
    "--mantine-color-disabled": t("sunken"),
    "--mantine-color-disabled-color": t("faint"),
    "--mantine-color-disabled-border": t("line"),
    "--mantine-primary-color-filled": t("accent"),
    "--mantine-primary-color-filled-hover": t("accent-hover"),
    "--mantine-color-accent-filled": t("accent"),
    "--mantine-color-accent-filled-hover": t("accent-hover"),
    "--mantine-color-accent-light": t("accent-ground"),
    "--mantine-color-accent-light-hover": t("accent-line"),
    "--mantine-color-accent-light-color": t("accent"),
    "--mantine-color-accent-outline": t("accent"),
    "--mantine-color-accent-text": t("accent"),
    "--mantine-color-wrong-filled": t("wrong"),
    "--mantine-color-wrong-filled-hover": t("wrong-hover"),
    "--mantine-color-wrong-light": t("wrong-ground"),
    "--mantine-color-wrong-light-hover": t("wrong-ground"),
    "--mantine-color-wrong-light-color": t("wrong"),
    "--mantine-color-wrong-outline": t("wrong"),
    "--mantine-color-wrong-text": t("wrong"),
  };
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    "--wp-rail": "52px",
    "--wp-sections": "180px",
    "--wp-list": "312px",
    "--wp-side": "272px",
    "--wp-bar": "52px",
    "--wp-radius": "7px",
    "--wp-radius-bubble": "12px",
    "--wp-move": "120ms",
  },
  light: mantineVariables(light),
  dark: mantineVariables(dark),
});

export const theme = createTheme({
  colors: { accent, wrong },
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 5 },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "15px", xl: "22px" },
  lineHeights: { xs: "16px", sm: "18px", md: "20px", lg: "20px", xl: "28px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "4px", sm: "6px", md: "7px", lg: "10px", xl: "12px" },
  defaultRadius: "md",
  shadows: { sm: "none", md: "var(--wp-shadow)", lg: "var(--wp-shadow)", xl: "var(--wp-shadow)" },
  headings: {
    fontWeight: "620",
    sizes: { h1: { fontSize: "22px", lineHeight: "28px" }, h2: { fontSize: "15px", lineHeight: "20px" }, h3: { fontSize: "14px", lineHeight: "20px" } },
  },
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  components: componentDefaults,
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    if (input.variant !== "filled") return colors;
    return { ...colors, color: input.color === "wrong" ? "var(--wp-on-wrong)" : "var(--wp-on-accent)" };
  },
});
