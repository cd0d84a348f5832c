import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { countSegment } from '../../api/customers';
import { useWords } from '../../i18n';
import { sentence } from '../../ui/states';
import { conditionsOf, ruleAsked, type RuleValues } from './segments.ts';

const PAUSE_MS = 400;

/** How many customers a rule means now, while it is written. */
export function SegmentSize({ rule }: { rule: RuleValues }) {
  const words = useWords();
  const { t, n } = words;
  const [asked] = useDebouncedValue(rule, PAUSE_MS);
  const isEmpty = conditionsOf(asked) === 0;
  const size = useQuery({
    queryKey: ['segment size', asked],
    queryFn: ({ signal }) => countSegment(ruleAsked(asked), { signal }),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const said = isEmpty
    ? t('segments.choose')
    : size.error
      ? sentence(size.error, words)
      : size.data
        ? `${n('segments.people', size.data.people)}. ${n('segments.reachable', size.data.reachable)}`
        : t('segments.counting');
  return <p aria-live="polite">{said}</p>;
}
