import { readdirSync } from "node:fs";
import { URL } from "node:url";
import js from "@eslint/js";
import i18next from "eslint-plugin-i18next";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("./src/features", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const oneWall = (feature) => ({
  files: [`src/features/${feature}/**/*.{ts,tsx}`],
  rules: {
    "no-restricted-imports": ["error", {
      patterns: [{
        group: features.filter((other) => other !== feature).flatMap((other) => [`**/features/${other}/**`, `../${other}/**`]),
        message: "A feature imports api, design and app, never another feature.",
      }],
    }],
  },
});

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  a11y.flatConfigs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks, i18next },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "max-lines": ["error", { max: 250 }],
      "i18next/no-literal-string": ["error", { mode: "jsx-text-only" }],
      "no-restricted-syntax": ["error", {
        selector: "Literal[value=/^#[0-9a-f]{3,8}$/i]",
        message: "Colors live in design/theme.ts.",
      }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "jsx-a11y/no-autofocus": "off",
    },
  },
  { files: ["src/design/theme.ts"], rules: { "no-restricted-syntax": "off" } },
  { files: ["**/*.test.{ts,tsx}", "tests/**"], rules: { "i18next/no-literal-string": "off" } },
  {
    files: ["src/api/**", "src/design/**"],
    rules: {
      "no-restricted-imports": ["error", {
        patterns: [{ group: ["**/features/**", "@/app/**"], message: "api and design know nothing of the app." }],
      }],
    },
  },
  ...features.map(oneWall),
);
