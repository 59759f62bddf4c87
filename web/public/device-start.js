// biome-ignore-all lint: ECMAScript 5, since it speaks where the page's own script cannot. The policy forbids it inline.
(function () {
  var root = document.documentElement;
  var broken = false;
  var needed = [
    window.Promise && window.Promise.prototype.finally,
    window.Element && window.Element.prototype.replaceChildren,
    window.AbortController,
    window.TextEncoder,
    window.crypto && window.crypto.getRandomValues,
  ];
  var isTooOld = false;
  for (var i = 0; i < needed.length; i++) if (!needed[i]) isTooOld = true;
  if (isTooOld) root.setAttribute('data-too-old', '');

  function say(heading, text) {
    var main = document.getElementsByTagName('main')[0];
    var title = document.createElement('h1');
    var line = document.createElement('p');
    if (!main) return;
    title.appendChild(document.createTextNode(heading));
    line.appendChild(document.createTextNode(text));
    line.className = 'lead';
    main.innerHTML = '';
    main.appendChild(title);
    main.appendChild(line);
    document.title = heading;
  }

  function judge() {
    if (root.getAttribute('data-started') !== null && !isTooOld) return;
    if (broken && !isTooOld) {
      say('The page did not load', 'Check the connection, then reload this page.');
    } else {
      say(
        'This browser is too old',
        'Pairing needs Safari 14, Chrome 87, Firefox 78 or anything newer. Update this device or its browser, or use another one.',
      );
    }
  }

  if (!window.addEventListener) return;
  window.addEventListener(
    'error',
    function (event) {
      if (event.target && event.target.nodeName === 'SCRIPT') broken = true;
    },
    true,
  );
  window.addEventListener('load', function () {
    setTimeout(judge, 0);
  });
  setTimeout(function () {
    if (document.readyState !== 'complete') broken = true;
    judge();
  }, 20000);
})();
