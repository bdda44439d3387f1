package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Lets in the requests that are signed with our password, and answers them (RFC 8445 §7.3). */
final class CheckAnswerer {
  private static final int ROLE_CONFLICT = 487;
  private static final int UNKNOWN_ATTRIBUTE = 420;
  private final Generations generations;
  private final AgentRole role;
  private final RejectionCounts counts;
  private final Queue<Transmit> transmits;

  CheckAnswerer(
      Generations generations, AgentRole role, RejectionCounts counts, Queue<Transmit> transmits) {
    this.generations = generations;
    this.role = role;
    this.counts = counts;
    this.transmits = transmits;
  }

  /** The generation that a request is addressed to, by the first half of USERNAME, or null. */
  @Nullable Generation addressee(StunMessage request) {
    String username = request.username();
    int colon = username == null ? -1 : username.indexOf(':');
    return username == null || colon < 0
        ? null
        : generations.ofLocalUfrag(username.substring(0, colon));
  }

  /**
   * Answers a request.
   *
   * @return the check that it is, or null if it is none to act on: forged, or refused
   */
  @Nullable RemoteCheck answer(
      InetSocketAddress local, InetSocketAddress remote, StunMessage request) {
    Generation generation = addressee(request);
    String username = request.username();
    if (generation == null || username == null) {
      counts.misaddressed++;
      return null;
    }
    // RFC 8489 §9.1.3 would have us answer 400 and 401. Nobody we know needs that answer, and
    // whoever sends from a forged address is to get nothing out of us.
    if (!request.isSignedWith(generation.localKey())) {
      counts.unauthenticated++;
      return null;
    }
    String remoteUfrag = username.substring(username.indexOf(':') + 1);
    IceCredentials expected = generation.remote();
    if (expected != null && !expected.ufrag().equals(remoteUfrag)) {
      counts.misaddressed++;
      return null;
    }
    StunWriter refusal = refusal(request);
    StunWriter answer =
        refusal != null
            ? refusal
            : StunWriter.success(request.transactionId()).mappedAddress(remote);
    transmits.add(new Transmit(local, remote, answer.sign(generation.localKey())));
    return refusal != null
        ? null
        : new RemoteCheck(local, remote, request.priority(), request.useCandidate(), remoteUfrag);
  }

  private @Nullable StunWriter refusal(StunMessage request) {
    TransactionId id = request.transactionId();
    List<Character> unknown = request.unknownRequired();
    if (!unknown.isEmpty()) {
      return StunWriter.error(id, UNKNOWN_ATTRIBUTE, "Unknown Attribute")
          .unknownAttributes(unknown);
    }
    return role.refuses(request) ? StunWriter.error(id, ROLE_CONFLICT, "Role Conflict") : null;
  }
}
