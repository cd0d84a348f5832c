import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ExclusionReason } from '../../api/model';
import {
  getGetProductReturnsQueryKey,
  getGetProductReturnsQueryOptions,
  useSetProductReturns,
} from '../../api/returns';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Awaited } from '../../ui/states';
import { useToast } from '../../ui/toast.ts';

/** Whether a product comes back, or why not: its page says so before it is bought. */
export function ProductReturns({ productId }: { productId: string }) {
  const { t, word } = useWords();
  const can = useCan();
  const toast = useToast();
  const refresh = useRefresh();
  const query = useQuery(getGetProductReturnsQueryOptions(productId));
  const { mutate, isPending } = useSetProductReturns({
    mutation: {
      onSuccess: () => toast.done('form.saved'),
      onError: toast.failed,
      onSettled: () => refresh(getGetProductReturnsQueryKey(productId)),
    },
  });
  return (
    <Panel title={t('nav.returns')}>
      <Awaited query={query} rows={1}>
        {({ excluded }) => (
          <Select
            label={t('returns.product')}
            description={t('returns.product_hint')}
            placeholder={t('returns.product_usual')}
            clearable
            disabled={!can('products.write') || isPending}
            value={excluded}
            onChange={(chosen) =>
              mutate({ productId, data: { excluded: chosen as ExclusionReason | null } })
            }
            data={Object.values(ExclusionReason).map((one) => ({
              value: one,
              label: word('return_exclusion', one),
            }))}
          />
        )}
      </Awaited>
    </Panel>
  );
}
