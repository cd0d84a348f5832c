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
    expect(major({ amount_minor: 5, currency: 'EUR' }, 'en')).toBe('0.05');
    expect(major({ amount_minor: 123456, currency: 'EUR' }, 'es')).toBe('1234,56');
  });

  it('is read with a comma or a point, and never guessed', () => {
    expect(minorUnits('12,5', 'EUR', 'en')).toBe(1250);
    expect(minorUnits('12.05', 'EUR', 'es')).toBe(1205);
    expect(minorUnits('0.1', 'EUR', 'en')).toBe(10);
    expect(minorUnits('12.345', 'EUR', 'en')).toBeNull();
    expect(minorUnits('1.5', 'JPY', 'en')).toBeNull();
    expect(minorUnits('-1', 'EUR', 'en')).toBeNull();
    expect(minorUnits('', 'EUR', 'es')).toBeNull();
  });

  it('is read with the thousands of the language', () => {
    expect(minorUnits('1.234,56', 'EUR', 'es')).toBe(123456);
    expect(minorUnits('1,234.56', 'EUR', 'en')).toBe(123456);
    expect(minorUnits('1.234', 'EUR', 'es')).toBe(123400);
    expect(minorUnits('1.234.567,5', 'EUR', 'es')).toBe(123456750);
    expect(minorUnits('1,234.56', 'EUR', 'es')).toBeNull();
    expect(minorUnits('1.23,456', 'EUR', 'es')).toBeNull();
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
