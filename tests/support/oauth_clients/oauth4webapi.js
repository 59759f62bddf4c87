// A device with oauth4webapi: found by RFC 8414, key-bound by DPoP from its first request on, so that the device code is, too.
import * as oauth from 'oauth4webapi';
import { clientId, issuer, say, scope } from './device.js';

const found = await oauth.discoveryRequest(new URL(issuer), { algorithm: 'oauth2' });
const as = await oauth.processDiscoveryResponse(new URL(issuer), found);
const client = { client_id: clientId };
const auth = oauth.None();
const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));

// The library leaves to its caller what to do when the server wants its nonce in the proof.
const withNonce = async (request) => {
  try {
    return await request();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return await request();
  }
};

const asked = await oauth.processDeviceAuthorizationResponse(
  as,
  client,
  await oauth.deviceAuthorizationRequest(as, client, auth, { scope }),
);
say({ user_code: asked.user_code });

const poll = async () =>
  oauth.processDeviceCodeResponse(as, client, await oauth.deviceCodeGrantRequest(as, client, auth, asked.device_code, { DPoP }));
let first;
while (!first) {
  first = await withNonce(poll).catch(async (error) => {
    if (error.error !== 'authorization_pending' && error.error !== 'slow_down') throw error;
    await new Promise((resolve) => setTimeout(resolve, asked.interval * 1000));
  });
}

const ask = (token) =>
  withNonce(() => oauth.protectedResourceRequest(token, 'GET', new URL('/api/devices/me', issuer), undefined, undefined, { DPoP }));
const answers = [(await ask(first.access_token)).status];
const second = await withNonce(async () =>
  oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, auth, first.refresh_token, { DPoP })),
);
answers.push((await ask(second.access_token)).status);
await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, second.refresh_token));
const refused = await ask(second.access_token).catch((error) => error);
answers.push(refused.status ?? refused.response?.status);
say({ tokens: [first, second], answers });
