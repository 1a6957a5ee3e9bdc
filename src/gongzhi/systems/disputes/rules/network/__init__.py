"""Rules of the mediation network: who makes up a committee, which slots a room has, who may not stand where."""
