// Prints the mutants of a rules file as JSON: each condition dropped, negated or widened in turn, by Firebase's own grammar.
import { readFileSync } from "node:fs";
import { parseForESLint } from "@firebase/eslint-plugin-security-rules/parser";

const source = readFileSync(process.argv[2], "utf8");
const mutants = [];

const from = (node) => node.start.start;
const to = (node) => (node.stop ?? node.start).stop + 1;
const text = (node) => source.slice(from(node), to(node));
const kind = (node) => node.constructor.name;
const parts = (node) => (node.children ?? []).filter((child) => child.start);

function add(node, what, replacement) {
  mutants.push({ start: from(node), end: to(node), what, replacement });
}

function dropOperands(node) {
  const [left, right] = parts(node);
  add(node, `only the left of ${kind(node) === "LogicalAndExpressionContext" ? "&&" : "||"}`, text(left));
  add(node, `only the right of ${kind(node) === "LogicalAndExpressionContext" ? "&&" : "||"}`, text(right));
}

const WIDER = { get: "read", list: "read", create: "write", read: "read, write" };

const MUTATIONS = {
  LogicalAndExpressionContext: dropOperands,
  LogicalOrExpressionContext: dropOperands,
  NotExpressionContext: (node) => add(node, "without !", text(parts(node)[0])),
  ExprInExpressionContext: (node) => add(node, "not in", `!(${text(node)})`),
  ExprIsTypeIdExpressionContext: (node) => add(node, "not is", `!(${text(node)})`),
  EqualityExpressionContext: (node) => {
    const [left, right] = parts(node);
    const sign = source.slice(to(left), from(right));
    add(node, "equality turned round", text(left) + (sign.includes("!=") ? " == " : " != ") + text(right));
  },
  RelationalExpressionContext: (node) => {
    const [left, right] = parts(node);
    add(node, "one more", `${text(left)} <= ${text(right)} + 1`);
    add(node, "one less", `${text(left)} < ${text(right)}`);
  },
  TernaryExpressionContext: (node) => {
    const [, yes, no] = parts(node);
    add(node, "always the first", text(yes));
    add(node, "always the second", text(no));
  },
  ListSimpleExpressionContext: (node) => {
    const items = parts(parts(node)[0]);
    items.forEach((item, at) => {
      const rest = items.filter((_, other) => other !== at).map(text);
      add(node, `without ${text(item)}`, `[${rest.join(", ")}]`);
    });
  },
  PermissionDeclarationContext: (node) => {
    const operation = parts(node).find((part) => kind(part) === "OperationIdContext");
    const body = parts(node).find((part) => kind(part) === "PermissionBodyContext");
    const condition = parts(body).at(-1);
    add(operation, `${text(operation)} widened`, WIDER[text(operation)]);
    add(condition, "always", "true");
    add(condition, "never", "false");
  },
  ReturnStatementContext: (node) => {
    const value = parts(node)[0];
    if (kind(value) === "PrimaryExpressionContext") return;
    add(value, "returns true", "true");
    add(value, "returns false", "false");
  },
  CaptureContext: (node) => {
    if (text(node) !== "{database}") add(node, "with all below", text(node).replace("}", "=**}"));
  },
};

function visit(node) {
  MUTATIONS[kind(node)]?.(node);
  (node.children ?? []).forEach(visit);
}

visit(parseForESLint(source).services.tree);
console.log(JSON.stringify(mutants));
