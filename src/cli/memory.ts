import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's space for young objects small. A migration makes many short-lived ones (requests, answers, YAML nodes) and
 * keeps few: with the default the process grows to twice the size and is no faster.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--max-semi-space-size=4');
  setFlagsFromString('--semi-space-growth-factor=1');
}
