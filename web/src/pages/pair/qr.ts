import type { IssuedCode } from '../../api/types';

export const qrAsSvg = ({ qr_svg }: IssuedCode) => `data:image/svg+xml,${encodeURIComponent(qr_svg)}`;

export const qrAsPng = ({ qr_png }: IssuedCode) => `data:image/png;base64,${qr_png}`;
