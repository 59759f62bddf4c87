import { type Camera, type CameraTrouble, closeCamera, onceStopped, openCamera, troubleOf } from './camera';
import { withoutCamera } from './cameraAccess';
import { within } from './deadline';
import { type Decode, UnreadableError } from './decode';
import { eachFrame } from './frames';

interface Reports {
  /** The camera runs (again). */
  live(camera: Camera): void;
  /** The camera and the decoder are both ready, and pictures are decoded. */
  ready(): void;
  read(text: string): void;
  trouble(trouble: CameraTrouble): void;
}

/** The decoder is 1 MB: on a slow connection it takes a while to load. */
const LOADING = 45_000;

/** Runs the camera while the page is visible, and releases it otherwise. */
export class Scanner {
  private camera?: Camera;
  private stopFrames = () => {};
  private stopListening = () => {};
  private wanted = true;
  private readonly decoder: Promise<Decode> = within(
    LOADING,
    import('./decoder').then(({ loadDecoder }) => loadDecoder()),
  );
  private readonly onVisibility = () => (document.hidden ? this.pause() : void this.start());
  private readonly onPageHide = () => this.pause();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly reports: Reports,
  ) {
    this.decoder.catch(() => {}); // reported by start(), which waits for it
    document.addEventListener('visibilitychange', this.onVisibility);
    window.addEventListener('pagehide', this.onPageHide);
  }

  async start(deviceId?: string): Promise<void> {
    this.pause();
    const missing = withoutCamera();
    if (missing) return this.reports.trouble(missing);
    let camera: Camera;
    try {
      camera = await openCamera(deviceId);
    } catch (error) {
      if (this.wanted) this.reports.trouble(troubleOf(error));
      return;
    }
    // People may answer the browser's question after they have left this step.
    if (!this.wanted || document.hidden) return closeCamera(camera);
    this.camera = camera;
    this.stopListening = onceStopped(camera, () => this.reports.trouble('stopped'));
    this.video.srcObject = camera.stream;
    void this.video.play().catch(() => {});
    this.reports.live(camera);
    await this.readPicture();
  }

  stop(): void {
    this.wanted = false;
    this.pause();
    document.removeEventListener('visibilitychange', this.onVisibility);
    window.removeEventListener('pagehide', this.onPageHide);
  }

  private async readPicture(): Promise<void> {
    const decode = await this.decoder.catch((error) =>
      error instanceof UnreadableError ? 'unreadable' : 'unloaded',
    );
    if (!this.wanted || !this.camera) return;
    if (typeof decode === 'string') return this.reports.trouble(decode);
    this.reports.ready();
    this.stopFrames();
    this.stopFrames = eachFrame(this.video, async (picture) => {
      // A picture that the decoder cannot read counts as one without a code.
      const text = await decode(picture).catch(() => undefined);
      if (text && this.wanted) this.reports.read(text);
    });
  }

  private pause(): void {
    this.stopFrames();
    this.stopListening();
    closeCamera(this.camera);
    this.camera = undefined;
    this.video.srcObject = null;
  }
}
