"""Live events over real sockets: who hears what, and until when."""
