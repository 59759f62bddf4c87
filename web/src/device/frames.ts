/** More often than this a slow tablet has no time left for its own screen. */
const LEAST_GAP = 80;

/** Hands over camera pictures one at a time, never faster than they are worked off. Returns the way to stop. */
export function eachFrame(video: HTMLVideoElement, look: (picture: ImageData) => Promise<void>): () => void {
  const canvas = document.createElement('canvas');
  const paper = canvas.getContext('2d', { willReadFrequently: true });
  let stopped = false;
  let last = 0;

  const onFrame = async () => {
    if (stopped) return;
    if (performance.now() - last >= LEAST_GAP && paper && video.videoWidth) {
      last = performance.now();
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      paper.drawImage(video, 0, 0);
      await look(paper.getImageData(0, 0, canvas.width, canvas.height));
    }
    if (!stopped) wait();
  };
  const wait = () => {
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(onFrame);
    else requestAnimationFrame(onFrame);
  };
  wait();
  return () => {
    stopped = true;
  };
}
