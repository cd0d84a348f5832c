import { useQueries } from '@tanstack/react-query';
import { getGetProductQueryOptions } from '../../api/products';
import { useWords } from '../../i18n';
import type { FormOf } from '../../ui/form/field.ts';
import { ProductsInput } from '../../ui/form/ProductsInput';
import { NumberInput } from '../../ui/form/Typed';
import classes from './promotions.module.css';
import type { Piece, PromotionValues } from './values.ts';

const MOST_PARTS = 10;
const MOST_PIECES = 20;

interface PiecesInputProps {
  form: FormOf<PromotionValues>;
  error: string | undefined;
  value: readonly Piece[];
  change: (pieces: readonly Piece[]) => void;
}

/** The products of a bundle, and how many of each. */
export function PiecesInput({ form, error, value, change }: PiecesInputProps) {
  const { t, locale } = useWords();
  const found = useQueries({
    queries: value.map(({ product_id }) => getGetProductQueryOptions(product_id)),
  });
  return (
    <div className={classes.pieces}>
      <ProductsInput
        label={t('promotions.pieces')}
        most={MOST_PARTS}
        error={error}
        value={value.map(({ product_id }) => product_id)}
        change={(ids) =>
          change(
            ids.map(
              (id) =>
                value.find(({ product_id }) => product_id === id) ?? {
                  product_id: id,
                  quantity: 1,
                },
            ),
          )
        }
      />
      {value.map(({ product_id, quantity }, at) => (
        <NumberInput
          key={product_id}
          label={t('promotions.pieces_of', {
            product: found[at]?.data?.texts[locale]?.name ?? found[at]?.data?.slug ?? '…',
          })}
          value={quantity}
          change={(now) =>
            change(value.map((one, place) => (place === at ? { ...one, quantity: now } : one)))
          }
          fail={(why) => form.fail('pieces', why)}
          least={1}
          most={MOST_PIECES}
        />
      ))}
    </div>
  );
}
