import axe from "axe-core";

/** The serious and critical findings, as readable lines; color contrast is checked in a real browser instead. */
export async function seriousFindings(node: Element = document.body): Promise<string[]> {
  const result = await axe.run(node, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  return result.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .flatMap((violation) => violation.nodes.map((found) => `${violation.id}: ${found.html}`));
}
