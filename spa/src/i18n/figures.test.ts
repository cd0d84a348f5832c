import { describe, expect, it } from 'vitest';
import { ago, major, minorUnits, money } from './figures.ts';

const plain = (text: string) => text.replace(/\s/g, ' ');

describe('money', () => {
  it('is written with as many decimals as its currency has', () => {
    expect(plain(money({ amount_minor: 123456, currency: 'EUR' }, 'es'))).toBe('1234,56 €');
    expect(plain(money({ amount_minor: 1234, currency: 'JPY' }, 'en'))).toBe('JP¥1,234');
    // Where a browser's own table knows better: fils and qindarka.
    expect(plain(money({ amount_minor: 1234, currency: 'IQD' }, 'en'))).toBe('IQD 1.234');
    expect(plain(money({ amount_minor: 1234, currency: 'ALL' }, 'en'))).toBe('ALL 12.34');
    expect(major({ amount_minor: 5, currency: 'EUR' })).toBe('0.05');
  });

  it('is read with a comma or a point, and never guessed', () => {
    expect(minorUnits('12,5', 'EUR')).toBe(1250);
    expect(minorUnits('12.05', 'EUR')).toBe(1205);
    expect(minorUnits('0.1', 'EUR')).toBe(10);
    expect(minorUnits('12.345', 'EUR')).toBeNull();
    expect(minorUnits('1.5', 'JPY')).toBeNull();
    expect(minorUnits('-1', 'EUR')).toBeNull();
    expect(minorUnits('1,234.50', 'EUR')).toBeNull();
    expect(minorUnits('', 'EUR')).toBeNull();
  });
});

describe('a moment', () => {
  it('is told from now in the largest whole unit', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');

    expect(ago('2026-03-01T11:58:30Z', 'en', now)).toBe('1 min. ago');
    expect(ago('2026-02-28T12:00:00Z', 'es', now)).toBe('ayer');
    expect(ago('2026-03-01T11:59:59Z', 'en', now)).toBe('now');
    expect(plain(ago('2025-03-01T12:00:00Z', 'en', now))).toBe('1 Mar 2025');
  });
});
