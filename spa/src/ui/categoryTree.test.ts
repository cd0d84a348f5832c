import { describe, expect, it } from 'vitest';
import type { Category } from '../api/model';
import { aCategory } from '../mock/samples/settings.ts';
import { afterMove, dropped, inTreeOrder, stepped } from './categoryTree.ts';

/** `home`, `home/kitchen`, `home/kitchen/pans`, `garden`. */
const TREE: Category[] = inTreeOrder([
  aCategory({ id: 'garden', slug: 'garden', position: 1 }),
  aCategory({ id: 'home', slug: 'home', position: 0 }),
  aCategory({ id: 'pans', slug: 'pans', parent_id: 'kitchen', path: ['home', 'kitchen'] }),
  aCategory({ id: 'kitchen', slug: 'kitchen', parent_id: 'home', path: ['home'] }),
]);

function called(id: string): Category {
  const found = TREE.find((one) => one.id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}

describe('The tree of categories', () => {
  it('has each before what stands in it', () => {
    expect(TREE.map(({ id }) => id)).toEqual(['home', 'kitchen', 'pans', 'garden']);
  });

  it('moves one out of its parent, behind it, with all below', () => {
    const move = stepped(TREE, called('kitchen'), 'out');

    expect(move).toEqual({ parent_id: null, ids: ['home', 'kitchen', 'garden'] });
    const after = afterMove(TREE, move ?? { parent_id: null, ids: [] });
    expect(after.map(({ id, path }) => [id, path.join('/')])).toEqual([
      ['home', ''],
      ['kitchen', ''],
      ['pans', 'kitchen'],
      ['garden', ''],
    ]);
  });

  it('has no move into itself or past its ends', () => {
    expect(dropped(TREE, 'home', called('pans'), 'inside')).toBeNull();
    expect(stepped(TREE, called('home'), 'up')).toBeNull();
    expect(stepped(TREE, called('home'), 'in')).toBeNull();
    expect(stepped(TREE, called('garden'), 'down')).toBeNull();
  });

  it('is dropped before another, in that one’s row', () => {
    expect(dropped(TREE, 'garden', called('kitchen'), 'before')).toEqual({
      parent_id: 'home',
      ids: ['garden', 'kitchen'],
    });
  });
});
