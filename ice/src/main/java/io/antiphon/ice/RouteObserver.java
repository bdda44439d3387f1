package io.antiphon.ice;

import java.net.InetSocketAddress;

/** Learns what datagrams belong to a transport, so that a shared port can hand them out. */
interface RouteObserver {
  /** Requests whose USERNAME starts with this are its own. */
  void onUfrag(String localUfrag);

  void onUfragGone(String localUfrag);

  /** It may send checks there, and answers may come from there. */
  void onRemote(InetSocketAddress remote);

  /** The other side has proved to be there: payload may come from there. */
  void onRemoteProven(InetSocketAddress remote);

  void onRemoteGone(InetSocketAddress remote);

  /** For a transport whose datagrams somebody else hands out. */
  RouteObserver NONE =
      new RouteObserver() {
        @Override
        public void onUfrag(String localUfrag) {}

        @Override
        public void onUfragGone(String localUfrag) {}

        @Override
        public void onRemote(InetSocketAddress remote) {}

        @Override
        public void onRemoteProven(InetSocketAddress remote) {}

        @Override
        public void onRemoteGone(InetSocketAddress remote) {}
      };
}
