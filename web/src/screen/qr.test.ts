import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { modulesOf } from './qr';

const SCALE = 6;
const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');

/** As a camera without any fault would see it. */
function pictureOf(modules: boolean[][]): ImageData {
  const width = modules.length * SCALE;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++)
      if (modules[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)])
        data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return { data, width, height: width, colorSpace: 'srgb' } as ImageData;
}

it('is read by the scanner of the device’s page', async () => {
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer } });
  for (const link of [
    'https://join.example.com/activate#WDJB-MJHT',
    'http://localhost:8000/activate#123-456-7890',
  ]) {
    const [found] = await readBarcodes(pictureOf(modulesOf(link)), { formats: ['QRCode'] });
    expect(found?.text).toBe(link);
  }
});
