import type { Detector } from '../../src/engine/types.ts';
import { vendorOf } from './vendor-of.ts';

const made = new WeakMap<Detector, Map<string, Detector>>();

/** A generic detector under the name of the product whose value it found; the detector itself if none is named. */
export function namedAfterProduct(left: string, detector: Detector, right = ''): Detector {
  const vendor = vendorOf(left, right);
  if (vendor === undefined) return detector;
  let byVendor = made.get(detector);
  if (byVendor === undefined) made.set(detector, (byVendor = new Map()));
  let named = byVendor.get(vendor);
  if (named === undefined) {
    named = { ...detector, vendor, title: `${detector.title} of ${vendor}` };
    byVendor.set(vendor, named);
  }
  return named;
}
