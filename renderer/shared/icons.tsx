/** The page's icons, drawn here: 24 × 24, one stroke, the colour of the text around them. */
import type { ReactNode } from 'react';

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className="icon"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const SearchIcon = () => (
  <Icon>
    <circle cx="10.5" cy="10.5" r="6.5" />
    <path d="m20 20-4.8-4.8" />
  </Icon>
);
export const PictureIcon = () => (
  <Icon>
    <rect x="3.5" y="5" width="17" height="14" rx="2.5" />
    <circle cx="9" cy="10" r="1.6" />
    <path d="m4 17 4.6-4.2 3.2 2.8 3.7-3.9 5 4.7" />
  </Icon>
);
export const MotionIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" strokeDasharray="1.6 2.2" />
    <path d="M10.2 8.8v6.4l5-3.2z" />
  </Icon>
);
export const FolderIcon = () => (
  <Icon>
    <path d="M3.5 7.5a2 2 0 0 1 2-2h3.6l2.2 2.4h7.2a2 2 0 0 1 2 2v7.1a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2z" />
  </Icon>
);
export const FolderAddIcon = () => (
  <Icon>
    <path d="M3.5 7.5a2 2 0 0 1 2-2h3.6l2.2 2.4h7.2a2 2 0 0 1 2 2v7.1a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2z" />
    <path d="M12 11v5M9.5 13.5h5" />
  </Icon>
);
export const MenuIcon = () => (
  <Icon>
    <circle cx="5.5" cy="12" r=".9" fill="currentColor" />
    <circle cx="12" cy="12" r=".9" fill="currentColor" />
    <circle cx="18.5" cy="12" r=".9" fill="currentColor" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="M6 6l12 12M18 6 6 18" />
  </Icon>
);
export const PlusIcon = () => (
  <Icon>
    <path d="M12 5.5v13M5.5 12h13" />
  </Icon>
);
export const MinusIcon = () => (
  <Icon>
    <path d="M5.5 12h13" />
  </Icon>
);
export const AreaIcon = () => (
  <Icon>
    <path d="M4.5 8V5.5a1 1 0 0 1 1-1H8M16 4.5h2.5a1 1 0 0 1 1 1V8M19.5 16v2.5a1 1 0 0 1-1 1H16M8 19.5H5.5a1 1 0 0 1-1-1V16" />
    <circle cx="12" cy="12" r="3" />
  </Icon>
);
export const LeftIcon = () => (
  <Icon>
    <path d="m14.5 5-7 7 7 7" />
  </Icon>
);
export const RightIcon = () => (
  <Icon>
    <path d="m9.5 5 7 7-7 7" />
  </Icon>
);
export const UpIcon = () => (
  <Icon>
    <path d="M12 19V6M6 11.5 12 5.5l6 6" />
  </Icon>
);
export const InfoIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 11.2v5M12 7.9v.1" />
  </Icon>
);
/** Two pictures, one the echo of the other. */
export const MoreLikeIcon = () => (
  <Icon>
    <rect x="3.5" y="7.5" width="12" height="12" rx="2.5" />
    <path d="M8 4.5h9.5a3 3 0 0 1 3 3V17" />
    <path d="M9.5 11v5M7 13.5h5" />
  </Icon>
);
export const RetryIcon = () => (
  <Icon>
    <path d="M19 12a7 7 0 1 1-2.2-5.1" />
    <path d="M19.5 4v4h-4" />
  </Icon>
);
export const DownIcon = () => (
  <Icon>
    <path d="m6 9.5 6 6 6-6" />
  </Icon>
);
export const WarnIcon = () => (
  <Icon>
    <path d="M12 4.5 3.5 19h17z" />
    <path d="M12 10v4M12 16.6v.1" />
  </Icon>
);
export const RevealIcon = () => (
  <Icon>
    <path d="M3.5 7.5a2 2 0 0 1 2-2h3.6l2.2 2.4h7.2a2 2 0 0 1 2 2v7.1a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2z" />
    <path d="m10 16 4.5-4.5M11 11.5h3.5V15" />
  </Icon>
);
export const PlayIcon = () => (
  <Icon>
    <path d="M8 5.5v13l10.5-6.5z" fill="currentColor" />
  </Icon>
);
export const PauseIcon = () => (
  <Icon>
    <path d="M8.5 6v12M15.5 6v12" strokeWidth="3" />
  </Icon>
);
export const SoundIcon = () => (
  <Icon>
    <path d="M4 9.5v5h3.2L12 18.5v-13L7.2 9.5z" />
    <path d="M15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11" />
  </Icon>
);
export const MutedIcon = () => (
  <Icon>
    <path d="M4 9.5v5h3.2L12 18.5v-13L7.2 9.5z" />
    <path d="m16 9.5 5 5M21 9.5l-5 5" />
  </Icon>
);
export const StarIcon = () => (
  <Icon>
    <path d="m12 4.2 2.4 4.9 5.4.8-3.9 3.8.9 5.4-4.8-2.5-4.8 2.5.9-5.4-3.9-3.8 5.4-.8z" />
  </Icon>
);
export const HeartIcon = () => (
  <Icon>
    <path d="M12 19.2S4 14.6 4 9.2A4.2 4.2 0 0 1 12 7.4a4.2 4.2 0 0 1 8 1.8c0 5.4-8 10-8 10z" />
  </Icon>
);
export const TagIcon = () => (
  <Icon>
    <path d="M4 5.5v6l8.5 8.5 7-7L11 4.5H5a1 1 0 0 0-1 1z" />
    <circle cx="8.2" cy="8.7" r=".9" fill="currentColor" />
  </Icon>
);
export const AlbumIcon = () => (
  <Icon>
    <rect x="4" y="8" width="16" height="12" rx="2.5" />
    <path d="M6.5 5h11M12 11.5v5M9.5 14h5" />
  </Icon>
);
export const RemoveIcon = () => (
  <Icon>
    <path d="M6 12h12" />
  </Icon>
);
export const CheckIcon = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
);

export function PlayMark() {
  return (
    <svg viewBox="0 0 10 10" width="9" height="9" fill="currentColor" aria-hidden="true">
      <path d="M2 .8v8.4L9 5z" />
    </svg>
  );
}

export function Mark() {
  return (
    <svg viewBox="0 0 32 20" className="mark" aria-hidden="true">
      <circle cx="10" cy="10" r="8.5" fill="var(--mark-warm)" />
      <circle cx="20" cy="10" r="8.5" fill="var(--mark-cool)" fillOpacity=".82" />
    </svg>
  );
}
export const SidecarIcon = () => (
  <Icon>
    <path d="M6 3.5h8l4 4v13H6z" />
    <path d="M14 3.5v4h4M9 12.5h6M9 16h4" />
  </Icon>
);
export const RenameIcon = () => (
  <Icon>
    <path d="M4.5 19.5h3.6L19 8.6 15.4 5 4.5 15.9zM13 7.4 16.6 11" />
  </Icon>
);
