// The seven categories of the go-live checklist against a running deployment:
//   FRONTEND_URL=https://… BACKEND_URL=https://… node test-e2e.js [--read-only]
// The same as `waypost ops e2e`.
const { spawnSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const waypost = join(__dirname, ".venv", "bin", "waypost");
if (!existsSync(waypost)) {
  console.error("Waypost is not installed here. Run `make up` or `make install` first.");
  process.exit(2);
}
const done = spawnSync(waypost, ["ops", "e2e", ...process.argv.slice(2)], { cwd: __dirname, stdio: "inherit" });
process.exit(done.status ?? 2);
