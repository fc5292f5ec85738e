import { app } from '@azure/functions';

// Without streams the host hands over a body only when its length is announced: what is sent in chunks (by .NET's
// `PostAsJsonAsync`, from behind a gateway) would arrive as no body at all. With streams nobody is told what a function
// throws, so no route may throw: see `http/route.ts`.
app.setup({ enableHttpStream: true });
