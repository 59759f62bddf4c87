import { withoutCamera } from './cameraAccess';

export type CameraTrouble =
  | 'denied'
  | 'none'
  | 'busy'
  | 'insecure'
  | 'withheld'
  | 'stopped'
  | 'failed'
  | 'unloaded'
  | 'unreadable';

const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };

export interface Camera {
  stream: MediaStream;
  /** Absent where the camera has no light to switch. */
  light?: (on: boolean) => Promise<void>;
  /** The next camera of this device; absent where there is only one. */
  other?: string;
}

/** Must be called from a press: browsers ask for permission here. */
export async function openCamera(deviceId?: string): Promise<Camera> {
  const stream = await request(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'environment' });
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const cameras = devices
    .filter(({ kind, deviceId: id }) => kind === 'videoinput' && id)
    .map(({ deviceId: id }) => id);
  const current = stream.getVideoTracks()[0]?.getSettings().deviceId;
  return {
    stream,
    light: lightOf(stream),
    other: nextCamera(current, cameras),
  };
}

/** The one after the last is the first, so that all of three or more cameras can be reached. */
export function nextCamera(current: string | undefined, cameras: string[]): string | undefined {
  const next = cameras[(cameras.indexOf(current ?? '') + 1) % cameras.length];
  return next === current ? undefined : next;
}

export function closeCamera(camera?: Camera): void {
  for (const track of camera?.stream.getTracks() ?? []) track.stop();
}

async function request(which: MediaTrackConstraints): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { ...SIZE, ...which } });
  } catch (error) {
    // Any camera is better than none: some devices refuse the size or have no camera at the back.
    if (errorName(error) !== 'OverconstrainedError') throw error;
    return navigator.mediaDevices.getUserMedia({ video: true });
  }
}

function lightOf(stream: MediaStream): Camera['light'] {
  const track = stream.getVideoTracks()[0];
  const abilities = track?.getCapabilities?.() as (MediaTrackCapabilities & { torch?: boolean }) | undefined;
  if (!track || !abilities?.torch) return undefined;
  return (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
}

const TROUBLE: Record<string, CameraTrouble> = {
  NotAllowedError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
  SecurityError: 'withheld',
};

export function troubleOf(error: unknown): CameraTrouble {
  return withoutCamera() ?? TROUBLE[errorName(error)] ?? 'failed';
}

/** Milliseconds for which a camera may send nothing, as during a call, before it counts as gone. */
const MUTED_FOR = 3_000;

/** Calls back once when the camera ends or stays mute. Returns a function that stops listening. */
export function onceStopped({ stream }: Camera, tell: () => void): () => void {
  const track = stream.getVideoTracks()[0];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const muted = () => {
    timer = setTimeout(tell, MUTED_FOR);
  };
  const unmuted = () => clearTimeout(timer);
  track?.addEventListener('ended', tell);
  track?.addEventListener('mute', muted);
  track?.addEventListener('unmute', unmuted);
  return () => {
    unmuted();
    track?.removeEventListener('ended', tell);
    track?.removeEventListener('mute', muted);
    track?.removeEventListener('unmute', unmuted);
  };
}

function errorName(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : '';
}
