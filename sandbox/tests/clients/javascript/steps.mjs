// Runs named steps one after another and prints each outcome as a line of JSON.
export const world = JSON.parse(process.env.SANDBOX);

export async function run(steps) {
  for (const [name, step] of Object.entries(steps)) {
    try {
      const found = await step();
      console.log(JSON.stringify({ name, ok: true, found: found ?? null }));
    } catch (error) {
      console.log(JSON.stringify({ name, ok: false, error: `${error.name}: ${error.message}`.slice(0, 500) }));
    }
  }
}

export function must(truth, words) {
  if (!truth) throw new Error(words);
}
