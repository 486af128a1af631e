// References and conditions of Flow JSON: ${data.x}, ${form.y}, ${screen.S.form.z}, `'Hello ' ${data.name}`.
const WHOLE = /^\$\{([^}]+)\}$/;
const ANY = /\$\{([^}]+)\}/g;

// `scope` is {data, form, screen: {S: {data, form}}}.
export function look(path, scope) {
  return path.trim().split(".").reduce((found, name) => found?.[name], scope);
}

// A value of the document with its references filled in, at any depth.
export function filled(value, scope) {
  if (Array.isArray(value)) return value.map((item) => filled(item, scope));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, scope)]));
  if (typeof value !== "string") return value;
  const whole = WHOLE.exec(value);
  if (whole) return look(whole[1], scope);
  if (value.startsWith("`") && value.endsWith("`")) return said(value.slice(1, -1), scope);
  return value.replace(ANY, (_, path) => look(path, scope) ?? "");
}

// Words in quotes and references, one after the other.
function said(text, scope) {
  return [...text.matchAll(/'((?:[^'\\]|\\.)*)'|\$\{([^}]+)\}/g)].map(([, literal, path]) => (path ? (look(path, scope) ?? "") : literal.replace(/\\'/g, "'"))).join("");
}

// Whether a condition such as "${form.kind} == 'glass' && ${data.open}" holds.
export function holds(condition, scope) {
  if (typeof condition === "boolean") return condition;
  const inner = condition.startsWith("`") ? condition.slice(1, -1) : condition;
  const tokens = inner.match(/\$\{[^}]+\}|'(?:[^'\\]|\\.)*'|==|!=|<=|>=|&&|\|\||[()!<>]|[\w.+-]+/g) ?? [];
  return Boolean(either(tokens, scope));
}

function either(tokens, scope) {
  let found = both(tokens, scope);
  while (tokens[0] === "||") {
    tokens.shift();
    const right = both(tokens, scope);
    found = found || right;
  }
  return found;
}

function both(tokens, scope) {
  let found = compared(tokens, scope);
  while (tokens[0] === "&&") {
    tokens.shift();
    const right = compared(tokens, scope);
    found = found && right;
  }
  return found;
}

const COMPARE = { "==": (a, b) => a === b, "!=": (a, b) => a !== b, "<": (a, b) => a < b, ">": (a, b) => a > b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b };

function compared(tokens, scope) {
  const left = single(tokens, scope);
  const compare = COMPARE[tokens[0]];
  if (!compare) return left;
  tokens.shift();
  return compare(left, single(tokens, scope));
}

function single(tokens, scope) {
  const token = tokens.shift();
  if (token === "!") return !single(tokens, scope);
  if (token === "(") {
    const found = either(tokens, scope);
    tokens.shift();
    return found;
  }
  if (token?.startsWith("${")) return look(token.slice(2, -1), scope);
  if (token?.startsWith("'")) return token.slice(1, -1).replace(/\\'/g, "'");
  if (token === "true" || token === "false") return token === "true";
  return Number(token);
}
