// @ts-check
// Not a test: what the page's gate makes of samples, for tests in Python. JSON comes in, and goes out.
import { readFileSync } from "node:fs";
import { ClassicalGate } from "../../widgets/frontear_widgets/browser/gate/classical.js";

const { controls, rate, samples } = JSON.parse(readFileSync(0, "utf8"));
const gate = new ClassicalGate(controls, rate);
const passed = samples.map((/** @type {number} */ sample) => {
  const output = gate.passed(sample);
  return [output, gate.level, gate.switch.position];
});
console.log(JSON.stringify(passed));
