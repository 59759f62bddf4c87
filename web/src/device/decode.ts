/** Reads the text of a QR code in a picture, if there is one. */
export type Decode = (picture: ImageData) => Promise<string | undefined>;

/** This browser cannot read QR codes at all. */
export class UnreadableError extends Error {}
