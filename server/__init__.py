"""The local service: who may call, what is kept, which model judges, how it learns."""
