package io.antiphon.ice;

import java.nio.ByteBuffer;

/**
 * A request to a TURN server that is signed, and asked again where the server wants it signed
 * otherwise (RFC 8489 §9.2.5).
 */
abstract class TurnRequest implements StunExchange.Question {
  private static final int UNAUTHENTICATED = 401;
  private static final int STALE_NONCE = 438;
  private static final int MAX_CHALLENGES = 3;

  private final LongTermCredential credential;
  private final StunExchange exchange;
  private int challenges;
  private boolean signed;

  TurnRequest(LongTermCredential credential, StunExchange exchange) {
    this.credential = credential;
    this.exchange = exchange;
  }

  abstract StunWriter write(TransactionId id);

  abstract void onSuccess(long nowNanos, StunMessage answer);

  abstract void onFailure(long nowNanos, int code, String reason);

  @Override
  public ByteBuffer encode(TransactionId id) {
    signed = credential.isChallenged();
    return credential.sign(write(id));
  }

  @Override
  public void onAnswer(long nowNanos, StunMessage answer) {
    if (answer.isSuccess()) {
      onSuccess(nowNanos, answer);
      return;
    }
    int code = answer.errorCode();
    boolean challenge = code == STALE_NONCE || (code == UNAUTHENTICATED && !signed);
    if (challenge && challenges < MAX_CHALLENGES && credential.onChallenge(answer)) {
      challenges++;
      exchange.ask(nowNanos, this);
    } else {
      onFailure(nowNanos, code, explain(code, answer.errorReason()));
    }
  }

  @Override
  public void onSilence(long nowNanos) {
    onFailure(nowNanos, TurnEvent.Failed.UNREACHABLE, "it does not answer");
  }

  /** RFC 8656 §19 and RFC 8489 §14.8, for somebody who has to do something about it. */
  private static String explain(int code, String said) {
    String known =
        switch (code) {
          case 300 -> "it sends us to another server, which is not supported";
          case 401 -> "wrong user name or password";
          case 403 -> "it forbids that";
          case 437 -> "it knows of no such allocation";
          case 438 -> "it takes none of its own nonces";
          case 440 -> "it does not relay that address family";
          case 441 -> "the allocation is another user's";
          case 442 -> "it does not relay UDP";
          case 486 -> "this user has reached the quota of allocations";
          case 508 -> "it has no port left";
          default -> "it refuses";
        };
    return known + " (" + code + (said.isEmpty() ? "" : " " + said) + ")";
  }
}
