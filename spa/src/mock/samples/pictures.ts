import type { ProductPicture } from '../../api/model';

export function aPicture(part: Partial<ProductPicture> = {}): ProductPicture {
  return {
    id: 'picture-1',
    url: 'https://media.shop.example/picture-1.webp',
    width: 1200,
    height: 900,
    alt: {},
    status: 'ready',
    error: null,
    renditions: 6,
    version: 2,
    ...part,
  };
}
