import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { type Decode, UnreadableError } from './decode';

/** Loads the decoder from our own server; by default the library fetches it from a public one. */
export async function loadDecoder(): Promise<Decode> {
  if (!mayCompile()) return loadNative();
  await prepareZXingModule({
    overrides: {
      locateFile: (path: string, folder: string) => (path.endsWith('.wasm') ? wasm : folder + path),
    },
    fireImmediately: true,
  });
  return async (picture) => {
    const [found] = await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 1 });
    return found?.text || undefined;
  };
}

const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** Chrome before 97 and Safari before 16 do not know the policy's `wasm-unsafe-eval`, and so compile nothing. */
function mayCompile(): boolean {
  try {
    return new WebAssembly.Module(EMPTY_MODULE) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}

interface NativeDetector {
  detect(picture: ImageData): Promise<{ rawValue: string }[]>;
}

declare const BarcodeDetector:
  | { new (options: { formats: string[] }): NativeDetector; getSupportedFormats(): Promise<string[]> }
  | undefined;

/** The decoder that is part of Android. */
async function loadNative(): Promise<Decode> {
  if (typeof BarcodeDetector === 'undefined') throw new UnreadableError();
  if (!(await BarcodeDetector.getSupportedFormats()).includes('qr_code')) throw new UnreadableError();
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue || undefined;
}
