/** What is left unread where the reading stops at a finding, or leaves a row of the tensor table out. */
export const UNREAD_HEADER = { surface: 'container', unread: true } as const;
export const UNREAD_KEYS = { surface: 'keys', unread: true } as const;
export const UNREAD_TENSORS = { surface: 'tensors', unread: true } as const;
