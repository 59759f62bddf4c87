/** What our oldest browsers lack and the QR reader's library calls. `browsers.ts` counts on it. */
const { hasOwnProperty: owns } = Object.prototype;

if (typeof Object.hasOwn !== 'function') {
  Object.hasOwn = (object: object, key: PropertyKey) => owns.call(object, key);
}
