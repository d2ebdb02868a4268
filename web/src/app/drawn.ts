/**
 * Acts once what has just been changed is drawn, such as to lead the focus to it, and before the next key that somebody
 * presses: on a busy machine the next frame comes long after that. Preact draws in a microtask, too, which the change
 * has asked for before this one.
 */
export const afterDrawing = (act: () => void): void => queueMicrotask(act);
