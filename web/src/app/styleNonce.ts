import { setNonce } from 'get-nonce';

const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');

/** The content security policy lets in only style sheets that carry this page's nonce. */
export const styleNonce = meta?.nonce ?? '';

// For the scroll lock under dialogs, which makes its own style sheet.
setNonce(styleNonce);
