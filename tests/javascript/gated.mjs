// @ts-check
// Not a test: what the page's gates make of samples, for tests in Python. JSON comes in, and goes out.
import { readFileSync } from "node:fs";
import { ClassicalGate } from "../../widgets/frontear_widgets/browser/gate/classical.js";
import { LearnedGate } from "../../widgets/frontear_widgets/browser/gate/learned.js";

const { controls, rate, samples, network } = JSON.parse(readFileSync(0, "utf8"));
if (network) network.numbers = Float32Array.from(network.numbers);
const gate = network ? new LearnedGate(controls, network, rate) : new ClassicalGate(controls, rate);
const passed = samples.map((/** @type {number} */ sample) => {
  const output = gate.passed(sample);
  return [output, gate.level, gate.switch.position];
});
console.log(JSON.stringify(passed));
