import { describe, expect, it } from 'vitest';
import { faultIn, pretty } from './payload.ts';

const whole = { id: 'x', type: 'order.confirm', version: 1, trace: 't', body: { order_id: 'y' } };

describe('a message in the console', () => {
  it('is shown so that a person can read it, and left alone when it cannot be parsed', () => {
    expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(pretty('{broken')).toBe('{broken');
  });

  it('is not sent back while it is no message of ours', () => {
    expect(faultIn(JSON.stringify(whole))).toBeNull();
    expect(faultIn('{broken')).toBe('json');
    expect(faultIn('null')).toBe('envelope');
    expect(faultIn(JSON.stringify({ ...whole, body: [] }))).toBe('envelope');
    expect(faultIn(JSON.stringify({ id: 'x' }))).toBe('envelope');
  });
});
