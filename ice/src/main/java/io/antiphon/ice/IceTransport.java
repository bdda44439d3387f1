package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One peer's path: finds it, keeps it, and moves it (RFC 8445, one component; RFC 7675).
 *
 * <p>Owns no socket, thread or clock: packets and time come in by the methods, what is to be sent
 * and said comes out of {@link #pollTransmit} and {@link #pollEvent}. All times are nanoseconds of
 * one monotonic clock. Not thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class IceTransport {
  public IceTransport(IceConfig config, IceRole role, RandomGenerator random) {
    throw new UnsupportedOperationException("not yet");
  }

  public IceCredentials localCredentials() {
    throw new UnsupportedOperationException("not yet");
  }

  public IceRole role() {
    throw new UnsupportedOperationException("not yet");
  }

  public void setRole(IceRole role) {
    throw new UnsupportedOperationException("not yet");
  }

  public void setRemoteLite(boolean lite) {
    throw new UnsupportedOperationException("not yet");
  }

  public void addLocalCandidate(Candidate candidate, InetSocketAddress boundAddress) {
    throw new UnsupportedOperationException("not yet");
  }

  public List<Candidate> localCandidates() {
    throw new UnsupportedOperationException("not yet");
  }

  public void setRemoteCredentials(long nowNanos, IceCredentials remote) {
    throw new UnsupportedOperationException("not yet");
  }

  public void addRemoteCandidate(long nowNanos, Candidate candidate) {
    throw new UnsupportedOperationException("not yet");
  }

  public void endOfRemoteCandidates(long nowNanos) {
    throw new UnsupportedOperationException("not yet");
  }

  public void restart(long nowNanos) {
    throw new UnsupportedOperationException("not yet");
  }

  public void receive(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer stun) {
    throw new UnsupportedOperationException("not yet");
  }

  public boolean isValidated(InetSocketAddress remote) {
    throw new UnsupportedOperationException("not yet");
  }

  public void onPayload(long nowNanos, InetSocketAddress remote) {
    throw new UnsupportedOperationException("not yet");
  }

  public void advanceTo(long nowNanos) {
    throw new UnsupportedOperationException("not yet");
  }

  public OptionalLong nextTimeoutNanos() {
    throw new UnsupportedOperationException("not yet");
  }

  public @Nullable Transmit pollTransmit() {
    throw new UnsupportedOperationException("not yet");
  }

  public @Nullable IceEvent pollEvent() {
    throw new UnsupportedOperationException("not yet");
  }

  public IceState state() {
    throw new UnsupportedOperationException("not yet");
  }

  public @Nullable CandidatePair selectedPair() {
    throw new UnsupportedOperationException("not yet");
  }

  public void close() {
    throw new UnsupportedOperationException("not yet");
  }
}
