/**
 * How Mantine's components look here by default; sizes follow the 4-pixel grid.
 * Plain objects instead of `Component.extend`: importing the components here would put all of them into the entry.
 */
import type { MantineThemeComponents } from "@mantine/core";
import classes from "./controls.module.css";

const field = { wrapper: classes.fieldWrapper, input: classes.input, label: classes.label, error: classes.error, description: classes.description };
const move = { duration: 120 };

export const componentDefaults: MantineThemeComponents = {
  Button: { defaultProps: { size: "sm" }, classNames: { root: classes.button } },
  ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 30 }, classNames: { root: classes.icon } },
  Input: { classNames: { input: classes.input } },
  TextInput: { classNames: field },
  PasswordInput: { classNames: { ...field, innerInput: classes.innerInput } },
  Textarea: { classNames: field },
  Select: {
    defaultProps: { allowDeselect: false, comboboxProps: { shadow: "md", transitionProps: move } },
    classNames: { ...field, option: classes.option },
  },
  Checkbox: { defaultProps: { size: "xs", radius: "xs", iconColor: "var(--wp-on-accent)" }, classNames: { input: classes.checkbox, label: classes.checkLabel } },
  Menu: { defaultProps: { shadow: "md", withInitialFocusPlaceholder: false, transitionProps: move }, classNames: { item: classes.option } },
  Modal: {
    defaultProps: { centered: true, size: 440, transitionProps: move, overlayProps: { backgroundOpacity: 0.35 } },
    classNames: { title: classes.modalTitle, content: classes.modal },
  },
  Tooltip: { defaultProps: { openDelay: 400, transitionProps: move, withArrow: false } },
};
