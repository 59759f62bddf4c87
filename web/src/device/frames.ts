/** Milliseconds between two pictures: at a shorter interval a slow tablet could not draw the page. */
const LEAST_GAP = 80;

/** Gives the pictures of the camera to `read`, the next one only when the last has been read. Returns a function that stops it. */
export function eachFrame(video: HTMLVideoElement, read: (picture: ImageData) => Promise<void>): () => void {
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
      await read(paper.getImageData(0, 0, canvas.width, canvas.height));
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
