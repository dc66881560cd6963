// @ts-check
// The gate where sound is computed. The page reads its address here, and gives it to the audio worklet.

import { ClassicalGate } from "./classical.js";
import { LearnedGate } from "./learned.js";

export const address = import.meta.url;
const LOOKS_A_SECOND = 30;

if ("registerProcessor" in globalThis) {
  /** A gate in the way of one channel, that has learned where there is a network; it tells what it hears and does. */
  class GateProcessor extends AudioWorkletProcessor {
    /** @param {{ processorOptions: { controls: any, network: Network | null } }} options */
    constructor({ processorOptions: { controls, network } }) {
      super();
      this.gate = network ? new LearnedGate(controls, network, sampleRate) : new ClassicalGate(controls, sampleRate);
      this.loudest = Number.NEGATIVE_INFINITY;
      this.unseen = 0; // samples
      /** @param {MessageEvent<any>} message */
      this.port.onmessage = ({ data }) => this.gate.set(data);
    }

    /** @param {Float32Array[][]} inputs @param {Float32Array[][]} outputs */
    process([[heard]], [[out]]) {
      if (!heard) return true;
      for (let i = 0; i < heard.length; i++) {
        out[i] = this.gate.passed(heard[i]);
        if (this.gate.level > this.loudest) this.loudest = this.gate.level;
      }
      this.unseen += heard.length;
      if (this.unseen >= sampleRate / LOOKS_A_SECOND) this.tell();
      return true;
    }

    tell() {
      this.port.postMessage({ level: this.loudest, position: this.gate.switch.position });
      this.loudest = Number.NEGATIVE_INFINITY;
      this.unseen = 0;
    }
  }
  registerProcessor("frontear-gate", GateProcessor);
}
