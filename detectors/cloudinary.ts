import type { Detector } from '../src/engine/types.ts';
import { base64url, digits, lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://cloudinary.com/documentation/cloudinary_credentials_tutorial';

export default [
  token({
    id: 'cloudinary-url',
    title: 'Cloudinary URL',
    vendor: 'cloudinary',
    shape: { ...seq('cloudinary://', digits(15), ':', base64url(27), '@', lowerAlnum(3, 20)) },
    documentation,
  }),
] satisfies Detector[];
