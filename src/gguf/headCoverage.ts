import type { Coverage } from '../core/coverage.ts';
import type { UnreadParts } from './types.ts';

/** How far the head of a file was read, of which `isHeaderBad` says that not even the header was understood. */
export function headCoverage(unread: UnreadParts, isHeaderBad: boolean): readonly Coverage[] {
  const { keys, tensors, places, omitted } = unread;
  const container: Coverage = isHeaderBad
    ? { surface: 'container', state: 'not', why: 'the header could not be read', unread: true }
    : keys || tensors || places
      ? { surface: 'container', state: 'partly', why: whyStopped(unread), unread: true }
      : { surface: 'container', state: 'examined' };
  const ofKeys: Coverage = keys
    ? {
        surface: 'keys',
        state: isHeaderBad ? 'not' : 'partly',
        why: 'the reading stopped among the keys',
        unread: true,
      }
    : { surface: 'keys', state: 'examined' };
  return [container, ofKeys, ofTensors(unread, tensors || omitted.size > 0)];
}

function whyStopped({ keys, tensors }: UnreadParts): string {
  if (keys) return 'the reading stopped among the keys';
  return tensors
    ? 'the reading stopped among the rows of the tensor table'
    : 'where the data of tensors lies is not known';
}

function ofTensors({ keys, tensors, omitted }: UnreadParts, isPartial: boolean): Coverage {
  if (!isPartial) return { surface: 'tensors', state: 'examined' };
  if (keys) return { surface: 'tensors', state: 'not', why: 'the reading stopped before them', unread: true };
  const why = tensors
    ? 'the reading stopped among the rows of the tensor table'
    : `${String(omitted.size)} of the rows say nothing that could be judged`;
  return { surface: 'tensors', state: 'partly', why, unread: true };
}
