/** The one door to preact: replacing it touches this file, and `jsxImportSource` of this folder's tsconfig. */
export { render } from "preact";
export type { JSX, RefObject, TargetedPointerEvent, TargetedWheelEvent } from "preact";
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
