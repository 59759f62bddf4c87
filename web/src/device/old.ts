/** What the library that reads QR codes calls and the oldest browsers lack. `browsers.ts` relies on it. */
const { hasOwnProperty: owns } = Object.prototype;

if (typeof Object.hasOwn !== 'function') {
  Object.hasOwn = (object: object, key: PropertyKey) => owns.call(object, key);
}
