// A device with openid-client: found by RFC 8414, key-bound by DPoP from the first poll on.
import * as client from 'openid-client';
import { clientId, issuer, say, scope } from './device.js';

const config = await client.discovery(new URL(issuer), clientId, undefined, client.None(), { algorithm: 'oauth2' });
const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));

const asked = await client.initiateDeviceAuthorization(config, { scope });
say({ user_code: asked.user_code });
const first = await client.pollDeviceAuthorizationGrant(config, asked, undefined, { DPoP });

const me = new URL('/api/devices/me', issuer);
const ask = (token) => client.fetchProtectedResource(config, token, me, 'GET', undefined, undefined, { DPoP });
const answers = [(await ask(first.access_token)).status];
const second = await client.refreshTokenGrant(config, first.refresh_token, undefined, { DPoP });
answers.push((await ask(second.access_token)).status);
await client.tokenRevocation(config, second.refresh_token);
const refused = await ask(second.access_token).catch((error) => error);
answers.push(refused.status ?? refused.response?.status ?? refused.cause?.status);
say({ tokens: [first, second], answers });
