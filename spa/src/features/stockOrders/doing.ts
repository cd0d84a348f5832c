import { useQueryClient } from '@tanstack/react-query';
import type { StockLineAsked, StockReceiptAsked, Transfer } from '../../api/model';
import { getListIncomingQueryKey, getListStockQueryKey } from '../../api/stock';
import {
  callOffTransfer,
  closeTransfer,
  getGetTransferQueryKey,
  getListTransfersQueryKey,
  receiveTransfer,
  sendTransfer,
  writeTransferLines,
} from '../../api/transfers';
import { useWords } from '../../i18n';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';

/** What a transfer and a purchase order have in common. */
export type StockOrder = Omit<Transfer, 'origin'>;

/** What can be done with one; each answers with how it stands then. */
export interface Doing {
  write: (lines: StockLineAsked[]) => Promise<unknown>;
  send: (expectedOn: string) => Promise<unknown>;
  receive: (receiptId: string, data: StockReceiptAsked) => Promise<unknown>;
  close: (reason: string) => Promise<unknown>;
  callOff: (reason: string) => Promise<unknown>;
  /** Reads again what a step has changed elsewhere. */
  refreshed: () => Promise<unknown>;
}

export function useTransferDoing({ id, version }: Transfer): Doing {
  const { locale } = useWords();
  const language = { language: locale };
  const queries = useQueryClient();
  const refresh = useRefresh();
  const shown = async (answer: Promise<Transfer>) => {
    queries.setQueryData(getGetTransferQueryKey(id, language), await answer);
  };
  return {
    write: (lines) => shown(writeTransferLines(id, { lines }, language, ifMatch(version))),
    send: (expectedOn) =>
      shown(sendTransfer(id, { expected_on: expectedOn }, language, ifMatch(version))),
    receive: (receiptId, data) => shown(receiveTransfer(id, receiptId, data, language)),
    close: (reason) => shown(closeTransfer(id, { reason }, language)),
    callOff: (reason) => shown(callOffTransfer(id, { reason }, language)),
    refreshed: () =>
      refresh(
        getGetTransferQueryKey(id),
        getListTransfersQueryKey(),
        getListStockQueryKey(),
        getListIncomingQueryKey(),
      ),
  };
}
