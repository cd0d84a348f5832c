import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { getGetReturnMockHandler } from '../../mock/generated/returns/returns.msw.ts';
import { aReturn } from '../../mock/samples/returns.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/returns/RT-7K2M-Q9XT';
const PHOTOS = ['photo-1', 'photo-2'].map((id) => ({
  id,
  width: 800,
  height: 600,
}));

describe('Pictures of a return', () => {
  it('stand in their order, named and as tall as they are, each in a tab of its own', async () => {
    server.use(getGetReturnMockHandler(aReturn({ photos: PHOTOS })));
    openAt(PATH);

    const pictures = await screen.findAllByRole<HTMLImageElement>('img', { name: /^Picture \d$/ });
    expect(pictures.map(({ alt }) => alt)).toEqual(['Picture 1', 'Picture 2']);
    for (const [at, picture] of pictures.entries()) {
      const link = picture.closest('a')!;
      expect(link.getAttribute('href')).toContain(`/returns/RT-7K2M-Q9XT/photos/photo-${at + 1}`);
      expect([link.target, link.rel]).toEqual(['_blank', 'noreferrer']);
      expect([picture.width, picture.height]).toEqual([160, 120]);
    }
    await hasNoBarrier();
  });

  it('take no room where there are none', async () => {
    server.use(getGetReturnMockHandler(aReturn({ photos: [] })));
    openAt(PATH);

    const main = within(await screen.findByRole('main'));
    await main.findAllByText(/RT-7K2M-Q9XT/);
    expect(main.queryByText('Pictures')).toBeNull();
  });
});
