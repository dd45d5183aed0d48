import { gunzipSync } from 'node:zlib';

/** Of what is stored: charts and what they render repeat themselves, but not without end. */
const MAX_RATIO = 16;
const LARGEST = 200_000;

/** A release as Helm keeps it, as far as a user's values are in it. */
export interface HelmRelease {
  /** JSON of the values that the release was installed with. */
  readonly config: string;
  /** YAML of what it rendered. */
  readonly manifest: string;
}

/**
 * Opens the `release` of a Secret of type `helm.sh/release.v1`: base64 (within that of `data`), gzip, JSON.
 * @see https://github.com/helm/helm/blob/main/pkg/storage/driver/util.go
 */
export function openHelmRelease(text: string): HelmRelease | undefined {
  try {
    const packed = Buffer.from(text, 'base64');
    const json: unknown = JSON.parse(
      gunzipSync(packed, { maxOutputLength: packed.length * MAX_RATIO }).toString(),
    );
    const { config = {}, manifest = '' } = json as Readonly<Record<string, unknown>>;
    const values = JSON.stringify(config);
    return {
      config: values.length > LARGEST ? '{}' : values,
      manifest: typeof manifest !== 'string' || manifest.length > LARGEST ? '' : manifest,
    };
  } catch {
    return undefined;
  }
}
