import { type JSX, useState } from "./preact.ts";

/** What the form tells and does. */
export interface SignInProps {
  readonly onToken: (token: string) => void;
}

/** Asks for the token when the host refuses the one that the page has. */
export function SignIn({ onToken }: SignInProps): JSX.Element {
  const [token, setToken] = useState("");
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    onToken(token.trim().replace(/^.*#token=/, ""));
  };
  return (
    <form class="sign-in" onSubmit={onSubmit}>
      <h2>This host asks for a token</h2>
      <p>Open the address that the command printed, or paste it here</p>
      <label>
        Token
        <input
          type="password"
          autocomplete="off"
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary" disabled={token.trim() === ""}>
        Connect
      </button>
    </form>
  );
}
