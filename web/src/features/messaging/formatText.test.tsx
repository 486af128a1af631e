import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { formatText, isEmojiOnly } from "./formatText";

const html = (text: string) => render(<div data-testid="it">{formatText(text)}</div>).container.firstElementChild?.innerHTML;

describe("text", () => {
  it.each([
    ["*bold*", "<strong>bold</strong>"],
    ["_leaning_ and ~gone~", "<em>leaning</em> and <s>gone</s>"],
    ["*both _at once_*", "<strong>both <em>at once</em></strong>"],
    ["```a *b* c```", "<code>a *b* c</code>"],
    ["2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
    ["* not bold *", "* not bold *"],
    ["**", "**"],
  ])("%s is shown as WhatsApp would", (text, expected) => {
    expect(html(text)).toBe(expected);
  });

  it("makes links of addresses and of nothing else", () => {
    expect(html("see https://shop.example/a_b_c?x=*1*, please")).toBe(
      'see <a href="https://shop.example/a_b_c?x=*1*" target="_blank" rel="noopener noreferrer nofollow">https://shop.example/a_b_c?x=*1*</a>, please',
    );
    expect(html("javascript:alert(1) data:text/html,x file:///etc")).not.toContain("<a");
  });

  it.each(["<img src=x onerror=alert(1)>", "*<script>alert(1)</script>*", "https://x.example/\"onmouseover=alert(1)", "```<b>```"])(
    "%s never becomes markup", (text) => {
      const found = render(<div>{formatText(text)}</div>).container;
      expect(found.querySelector("img, script, b, [onmouseover], [onerror]")).toBeNull();
      expect(found.textContent).toBe(text.replace(/^\*|\*$|```/g, ""));
    },
  );

  it("takes hostile lengths in its stride", () => {
    const began = performance.now();
    for (const mark of ["*", "_", "~", "```", "*_~"]) html(mark.repeat(1300));
    html("*a ".repeat(1300));
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

it.each([["👍", true], ["👩‍👩‍👧 🎉", true], ["🎉🎉🎉🎉", false], ["ok 👍", false], ["123", false], ["", false]])(
  "%s alone is large: %s", (text, expected) => {
    expect(isEmojiOnly(text)).toBe(expected);
  },
);
