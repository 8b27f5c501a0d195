"""What a backend of Keras does differently: gradients, state, several devices, precision, memory.

Beside it, in `keras_extras`, what Keras lacks. Imports nothing but `errors`. `core` needs
it, and a reader of InfoGAN never has to open it. Start at `gradients`.
"""
