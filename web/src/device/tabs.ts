const NAME = 'handfast-device';
const QUESTION_TIME = 250;

/**
 * One tab at a time may act as this device: two would renew its token against each other.
 * Resolves to false while another tab has the right; `force` takes it away from that one.
 */
export async function claimTab(force: boolean, onLost: () => void): Promise<boolean> {
  if (!navigator.locks) return claimByTalk(force, onLost);
  if (await claimLock(force, onLost)) return true;
  // After a reload the old page may not have let go yet.
  await new Promise((resolve) => setTimeout(resolve, QUESTION_TIME));
  return claimLock(force, onLost);
}

function claimLock(force: boolean, onLost: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const held = (lock: Lock | null) => {
      resolve(lock !== null);
      return lock && new Promise<void>(() => {}); // held until this page goes or another one steals it
    };
    navigator.locks.request(NAME, force ? { steal: true } : { ifAvailable: true }, held).catch(onLost);
  });
}

/** Plain http pages have no locks, so the tabs ask each other. */
function claimByTalk(force: boolean, onLost: () => void): Promise<boolean> {
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(force ? 'mine' : 'anyone?');
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      channel.onmessage = ({ data }) => {
        if (data === 'anyone?') channel.postMessage('here');
        if (data === 'mine') {
          channel.close();
          onLost();
        }
      };
      resolve(true);
    }, QUESTION_TIME);
    channel.onmessage = ({ data }) => {
      if (data !== 'here' || force) return;
      clearTimeout(timer);
      channel.close();
      resolve(false);
    };
  });
}
