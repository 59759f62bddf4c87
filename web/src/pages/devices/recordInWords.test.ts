import { describe, expect, it } from 'vitest';
import { recordInWords } from './recordInWords';

const at = '2026-01-20T06:00:00Z';

describe('what a device told of its sessions', () => {
  it.each([
    [{ conn_id: 7, action: 'new', ip: '203.0.113.9' }, 'Session 7 began, from 203.0.113.9'],
    [{ conn_id: 7, action: 'new' }, 'Session 7 began'],
    [
      { conn_id: 7, type: 0, peer_id: '318204957', peer_name: 'anna' },
      'Session 7 was opened by anna (318 204 957) for remote control',
    ],
    [{ conn_id: 7, type: 99 }, 'Session 7 was opened by somebody'],
    [{ conn_id: 7, action: 'close' }, 'Session 7 ended'],
    [{}, 'A session was opened by somebody'],
  ])('connection %o', (details, words) => {
    expect(recordInWords({ at, kind: 'connection', details })).toBe(words);
  });

  it('names files as far as they are told', () => {
    const details = { peer_name: 'anna', type: 0, path: 'report.pdf' };
    expect(recordInWords({ at, kind: 'file', details })).toBe('anna sent report.pdf');
    expect(recordInWords({ at, kind: 'file', details: { type: 1 } })).toBe('Somebody received files');
  });

  it.each([
    [
      { typ: 2, info: '{"id":"318204957","ip":"203.0.113.9","name":"anna"}' },
      'Somebody typed 6 wrong passwords within a minute (anna (318 204 957) at 203.0.113.9)',
    ],
    [
      { typ: 0, info: '{"ip":"203.0.113.9"}' },
      'Somebody at an address that is not allowed tried to connect (203.0.113.9)',
    ],
    [{ typ: 0, info: '{}' }, 'Somebody at an address that is not allowed tried to connect'],
    [{ typ: 99, info: 'many tries' }, 'The device raised an alarm: many tries'],
    [{ info: 'null' }, 'The device raised an alarm'],
    [{}, 'The device raised an alarm'],
  ])('alarm %o', (details, words) => {
    expect(recordInWords({ at, kind: 'alarm', details })).toBe(words);
  });
});
